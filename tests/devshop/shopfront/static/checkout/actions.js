// s-clickable and s-button: a real button inside, so that keyboard and screen reader have it as they know it.
class Pressable extends Component {
  static focusable = true;

  markup() {
    return '<button type="button"><slot></slot></button>';
  }

  constructor() {
    super();
    // A click on an element that is off or busy, by whatever way, reaches nobody.
    this.addEventListener(
      "click",
      (event) => {
        if (this.disabled || this.loading) event.stopImmediatePropagation();
      },
      { capture: true },
    );
  }

  update() {
    const button = this.$("button");
    button.disabled = this.disabled;
    button.setAttribute("aria-busy", String(this.loading));
    if (this.accessibilityLabel) button.setAttribute("aria-label", this.accessibilityLabel);
    else button.removeAttribute("aria-label");
  }
}

class Clickable extends Pressable {
  static properties = {
    ...without(BOX, "accessibilityRole"), command: "--auto", commandFor: "", disabled: false, href: "", interestFor: "", lang: "", loading: false,
    target: "auto", type: "button",
  };
  static css = `:host { display: block } button { display: block; width: 100%; border: 0; background: none; text-align: start; cursor: pointer; border-radius: inherit }
    button:hover:enabled { background: #f6f3ed } button:disabled { cursor: default } button[aria-busy=true] { background: #eef1ec }`;

  update() {
    super.update();
    const rules = boxRules(this);
    const padding = rules.filter((rule) => rule.startsWith("padding"));
    this.dress(rules.filter((rule) => !rule.startsWith("padding")));
    this.$("button").style.cssText = padding.join("; ");
  }
}

class Button extends Pressable {
  static properties = {
    accessibilityLabel: "", command: "--auto", commandFor: "", disabled: false, href: "", id: "", inlineSize: "auto", interestFor: "", loading: false,
    target: "auto", tone: "auto", type: "button", variant: "auto",
  };
  static css = `:host { display: inline-block } button { padding: 10px 18px; border: 1px solid var(--leaf); border-radius: 10px; background: none; color: var(--leaf); cursor: pointer }
    :host([data-variant=primary]) button { background: var(--leaf); color: #fff } button:disabled { opacity: .6; cursor: default } button[aria-busy=true] { opacity: .7 }`;

  update() {
    super.update();
    this.dataset.variant = this.variant;
    this.dress([this.inlineSize === "fill" && "display: block"]);
  }
}

define("s-clickable", Clickable);
define("s-button", Button);
