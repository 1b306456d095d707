package io.onsale.catalog.edge;

import io.onsale.catalog.model.PlanReader;
import io.onsale.catalog.model.PlanReading;
import java.io.InputStream;

/** Reads the text of a seating plan. */
final class Plans {
  private Plans() {}

  /**
   * Reads a plan, whole.
   *
   * @throws JacksonCursor.NotJson when the text is no JSON, or more than one value
   */
  static PlanReading read(InputStream text) {
    try (JacksonCursor json = new JacksonCursor(text)) {
      PlanReading reading = PlanReader.read(json);
      json.end();
      return reading;
    }
  }
}
