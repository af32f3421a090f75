"use strict";
// Sorts a table by the heading that is pressed: up, down, and as it was. Without script the table stands as it is.
(() => {
  const german = document.documentElement.lang === "de";
  const words = german
    ? ["aufsteigend", "absteigend", "wie vorher", "sortiert nach"]
    : ["ascending", "descending", "as before", "sorted by"];
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });
  const read = (cell, numeric) => {
    const text = cell.textContent.trim();
    if (text === "" || text === "–") return null;
    if (!numeric) return text.replace(/^(?:(\d\d)\.)?(\d\d)\.(\d{4})/, "$3-$2-$1");
    const plain = german ? text.replace(/\./g, "").replace(",", ".") : text.replace(/,/g, "");
    const value = parseFloat(plain.replace("−", "-"));
    return Number.isNaN(value) ? null : value;
  };
  const compare = (one, other, sign) => {
    if (one === null || other === null) return (one === null) - (other === null); // what is missing stays last
    return sign * (typeof one === "number" ? one - other : collator.compare(one, other));
  };
  const spoken = document.createElement("p");
  spoken.className = "spoken";
  spoken.setAttribute("role", "status");
  document.querySelector("main").append(spoken);

  for (const table of document.querySelectorAll("main table")) {
    const body = table.tBodies[0];
    const heads = table.tHead ? [...table.tHead.rows[0].cells] : [];
    const rows = body ? [...body.rows] : [];
    if (rows.length < 3 || rows.some((row) => row.cells.length !== heads.length)) continue;
    heads.forEach((head, place) => {
      if (head.classList.contains("mark")) return;
      const numeric = head.classList.contains("number");
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        const next = now === "ascending" ? "descending" : now === "descending" ? null : "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        let order = rows;
        if (next) {
          head.setAttribute("aria-sort", next);
          const sign = next === "ascending" ? 1 : -1;
          const keyed = rows.map((row) => [read(row.cells[place], numeric), row]);
          order = keyed.sort((one, other) => compare(one[0], other[0], sign)).map((pair) => pair[1]);
        }
        body.append(...order);
        const how = next === "ascending" ? words[0] : next ? words[1] : words[2];
        spoken.textContent = `${words[3]} ${button.textContent.trim()}: ${how}`;
      });
    });
  }
})();
