"use strict";
// Leaves the rows that hold every word that is typed. Without script the list stands whole.
(() => {
  const field = document.getElementById("wanted");
  const found = document.getElementById("found");
  const rows = [...document.querySelectorAll("#reports tbody tr")];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const look = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    rows.forEach((row, place) => {
      const fits = words.every((word) => texts[place].includes(word));
      row.hidden = !fits;
      left += fits;
    });
    found.textContent = words.length ? `${left} ${found.dataset.of} ${rows.length}` : "";
  };
  field.addEventListener("input", look);
  document.getElementById("search").hidden = false;
})();
