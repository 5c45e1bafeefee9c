// Pictures: s-image, s-thumbnail, s-avatar.
class Picture extends Component {
  static properties = { alt: "", src: "", size: "base" };

  picture() {
    const picture = document.createElement("img");
    picture.alt = this.alt;
    picture.src = this.src;
    for (const type of ["load", "error"]) picture.addEventListener(type, () => this.dispatchEvent(new Event(type)));
    return picture;
  }

  draw() {}

  update() {
    this.shadowRoot.replaceChildren(this.picture());
  }
}

class ImageElement extends Picture {
  static properties = {
    accessibilityRole: "img", alt: "", aspectRatio: "1/1", border: "none", borderColor: "", borderRadius: "", borderStyle: "", borderWidth: "",
    inlineSize: "fill", loading: "eager", objectFit: "contain", sizes: "", src: "", srcSet: "",
  };
  static css = ":host { display: block; overflow: hidden } img { display: block; width: 100%; height: auto }";

  picture() {
    const picture = super.picture();
    if (this.srcSet) picture.srcset = this.srcSet;
    if (this.sizes) picture.sizes = this.sizes;
    picture.loading = this.loading;
    if (this.hasAttribute("aspectratio")) picture.style.aspectRatio = this.aspectRatio;
    picture.style.objectFit = this.objectFit;
    if (this.inlineSize === "auto") picture.style.width = "auto";
    if (this.accessibilityRole !== "img") picture.setAttribute("role", "presentation");
    return picture;
  }

  update() {
    this.dressHost(boxRules({ ...Object.fromEntries(Object.keys(ImageElement.properties).map((name) => [name, this[name]])), inlineSize: "" }));
    this.shadowRoot.replaceChildren(this.picture());
  }
}

class Thumbnail extends Picture {
  static css = `:host { display: inline-block; width: 40px; height: 40px; border-radius: 8px; overflow: hidden; background: #f7f7f7; box-shadow: 0 0 0 1px rgb(0 0 0 / .08) inset; vertical-align: middle } img { width: 100%; height: 100%; object-fit: contain }
    :host([size^=small-2]) { width: 20px; height: 20px; border-radius: 4px } :host([size=small]), :host([size=small-100]) { width: 28px; height: 28px } :host([size=large]) { width: 60px; height: 60px } :host([size=large-100]) { width: 80px; height: 80px }`;

  update() {
    if (this.src) super.update();
    else this.shadowRoot.innerHTML = "";
  }
}

class Avatar extends Picture {
  static properties = { alt: "", initials: "", size: "base", src: "" };
  static css = `:host { display: inline-grid; place-items: center; width: 32px; height: 32px; border-radius: 8px; overflow: hidden; background: #c9e7ff; color: #003a5a; font-size: 12px; font-weight: 600; vertical-align: middle } img { width: 100%; height: 100%; object-fit: cover }
    :host([size=small-200]) { width: 20px; height: 20px; font-size: 9px; border-radius: 5px } :host([size=small]), :host([size=small-100]) { width: 24px; height: 24px; font-size: 10px } :host([size=large]), :host([size=large-100]) { width: 40px; height: 40px } :host([size=large-200]) { width: 56px; height: 56px; font-size: 20px }`;

  update() {
    this.expose("img", { label: this.alt || this.initials });
    const place = this.shadowRoot;
    place.textContent = this.initials.slice(0, 2);
    if (!this.src) return;
    const picture = this.picture();
    picture.alt = "";
    picture.addEventListener("load", () => place.replaceChildren(picture));
  }
}

define("s-image", ImageElement);
define("s-thumbnail", Thumbnail);
define("s-avatar", Avatar);
