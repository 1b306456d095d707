import archivo from "@fontsource-variable/archivo/files/archivo-latin-wdth-normal.woff2?url";

const DEVICES_OWN = "system-ui, sans-serif";
let named = `Archivo, ${DEVICES_OWN}`;

/** What the map is lettered with, as the page is. */
export function faces(): string {
  return named;
}

/**
 * Gets the page's own face for a worker, which does not have it by the page's style sheet. Until it is there it must not be named:
 * a worker's canvas keeps what it once found for a name.
 *
 * @param come called when it is there; without it the map is lettered as the device letters
 */
export function loadFace(come: () => void): void {
  const whole = named;
  named = DEVICES_OWN;
  const face = new FontFace("Archivo", `url("${archivo}")`, { weight: "100 900", stretch: "62% 125%" });
  face.load().then(
    () => {
      (self as unknown as { fonts: FontFaceSet }).fonts.add(face);
      named = whole;
      come();
    },
    () => undefined,
  );
}
