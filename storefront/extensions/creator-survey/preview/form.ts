// The checkout has s-form, the admin has not: enough of one for a line of text and its button.
export function standInForm(): void {
  if (customElements.get('s-form')) return;
  customElements.define(
    's-form',
    class extends HTMLElement {
      connectedCallback() {
        this.addEventListener('click', ({target}) => {
          if (target instanceof Element && target.closest('s-button')?.getAttribute('type') === 'submit') this.send();
        });
        this.addEventListener('keydown', (event) => {
          if (event.key === 'Enter' && !event.isComposing) this.send();
        });
      }

      send() {
        this.dispatchEvent(new Event('submit', {cancelable: true}));
      }
    },
  );
}
