// s-unordered-list, s-ordered-list, s-list-item.
class List extends Component {
  static properties = { id: "" };
  static css = ":host { display: block; margin: 0; padding-inline-start: 20px; list-style: disc } :host(s-ordered-list) { list-style: decimal }";

  draw() {
    super.draw();
    this.expose("list");
  }
}

class ListItem extends Component {
  static properties = { id: "" };
  static css = ":host { display: list-item; margin: 4px 0; overflow-wrap: anywhere }";

  draw() {
    super.draw();
    this.expose("listitem");
  }
}

define("s-unordered-list", class extends List {});
define("s-ordered-list", class extends List {});
define("s-list-item", ListItem);
