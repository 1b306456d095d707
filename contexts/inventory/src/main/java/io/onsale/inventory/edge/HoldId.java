package io.onsale.inventory.edge;

import io.onsale.kit.ids.Ids;
import io.onsale.kit.refusal.Refused;

/**
 * The public id of a hold: {@code <performanceId>-<number>}, so that it tells where the hold is.
 */
record HoldId(long performance, long number) {
  /**
   * @throws Refused NOT_FOUND when the text can't be a hold's id
   */
  static HoldId parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 0 || !Ids.isPublic(text.substring(0, dash)) || !Ids.isId(text.substring(dash + 1))) {
      throw Refused.notFound("hold");
    }
    return new HoldId(Ids.parse(text.substring(0, dash)), Ids.parse(text.substring(dash + 1)));
  }

  static String format(long performance, long number) {
    return Ids.format(performance) + "-" + Ids.formatShort(number);
  }
}
