// Light, dark, or as the system says; remembered in this browser.

export function startTheme(select, remembered) {
  const set = (theme) => {
    select.value = theme;
    document.documentElement.dataset.theme = theme;
  };
  select.addEventListener("change", () => {
    remembered.setItem("theme", select.value);
    set(select.value);
  });
  set(remembered.getItem("theme") ?? "auto");
}
