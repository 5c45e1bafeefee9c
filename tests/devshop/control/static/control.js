// Forms become JSON for the control API; afterwards the page is loaded again, because everything on it may have changed.
const said = document.getElementById("said");

function valueOf(form, button) {
  const body = { shop: document.body.dataset.shop };
  if ("bare" in button.dataset) return body;
  const units = {};
  for (const field of form.elements) {
    if (field.dataset.line) {
      if (field.value !== "") units[field.dataset.line] = Number(field.value);
    } else if (field.name && field.type === "checkbox") {
      body[field.name] = field.checked;
    } else if (field.name && field.value !== "") {
      body[field.name] = field.value;
    }
  }
  if (Object.keys(units).length) body[button.dataset.units || "lines"] = units;
  if (button.dataset.units) { delete body.shipping; delete body.amount; }
  if (body.variant_id) {
    body.items = [{ variant_id: Number(body.variant_id), quantity: Number(body.quantity || 1) }];
    body.codes = (body.codes || "").split(/\s+/).filter(Boolean);
    delete body.variant_id; delete body.quantity;
  }
  return body;
}

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = event.submitter, form = event.target;
  const address = button.dataset.action || form.getAttribute("action");
  const body = valueOf(form, button);
  if (address.endsWith("/faults")) delete body.shop;
  button.disabled = true;
  const answer = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (answer.ok) { location.reload(); return; }
  said.className = "bad";
  said.textContent = (await answer.json()).error || `The control API answered ${answer.status}.`;
  button.disabled = false;
});
