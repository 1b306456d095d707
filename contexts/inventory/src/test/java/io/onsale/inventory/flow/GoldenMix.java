package io.onsale.inventory.flow;

import java.util.List;
import java.util.Random;

/**
 * Draws the golden log of a release: chance, and between its parts what chance would not find, such
 * as the last millisecond of a sale. {@link GoldenTally} says what must be in it.
 *
 * <p>One answer is left out, since later releases give others: which behaviour is the newest, where
 * it is remembered.
 */
final class GoldenMix {
  private GoldenMix() {}

  static List<GoldenLog.Entry> draw(long seed) throws Exception {
    Random random = new Random(seed);
    GoldenPen pen = new GoldenPen(random);
    GoldenChance chance = new GoldenChance(pen, random);
    GoldenUploads uploads = new GoldenUploads(pen);
    GoldenScenes scenes = new GoldenScenes(pen, uploads);
    scenes.open();
    chance.draw(1_800);
    scenes.windows();
    scenes.deadlines();
    scenes.counts();
    pen.take(chance.again());
    uploads.all();
    scenes.crowd();
    chance.draw(1_500);
    scenes.close();
    chance.draw(800);
    scenes.end();
    return pen.entries();
  }
}
