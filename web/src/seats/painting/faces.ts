import archivo from "@fontsource-variable/archivo/files/archivo-latin-wdth-normal.woff2?url";

/** What the map is lettered with, as the page is. */
export const FACES = "Archivo, system-ui, sans-serif";

/**
 * Gets the page's own face for a worker, which does not have it by the page's style sheet.
 *
 * @param come called when it is there; without it the map is lettered as the device letters
 */
export function loadFace(come: () => void): void {
  const face = new FontFace("Archivo", `url("${archivo}")`, { weight: "100 900", stretch: "62% 125%" });
  face.load().then(
    () => {
      (self as unknown as { fonts: FontFaceSet }).fonts.add(face);
      come();
    },
    () => undefined,
  );
}
