package io.onsale.catalog.edge;

import java.io.IOException;

/** A text is not JSON, or deeper than any plan; the message says where. */
public final class NotJson extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotJson(String message, IOException cause) {
    super(message, cause);
  }
}
