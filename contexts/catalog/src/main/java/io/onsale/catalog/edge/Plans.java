package io.onsale.catalog.edge;

import io.onsale.catalog.model.PlanReader;
import io.onsale.catalog.model.PlanReading;
import java.io.InputStream;

/** Reads the text of a seating plan. */
public final class Plans {
  /** A plan's longest text, in bytes. */
  public static final int BYTES_MAX = 32 << 20;

  private Plans() {}

  /**
   * Reads a plan, whole.
   *
   * @throws NotJson when the text is no JSON, or more than one value
   */
  public static PlanReading read(InputStream text) {
    try (JacksonCursor json = new JacksonCursor(text)) {
      PlanReading reading = PlanReader.read(json);
      json.end();
      return reading;
    }
  }
}
