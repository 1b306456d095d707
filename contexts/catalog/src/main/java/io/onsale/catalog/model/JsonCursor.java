package io.onsale.catalog.model;

/**
 * Walks over a JSON document, value by value, without building it. The model reads a plan through
 * this, so that a plan of 32 MiB costs the memory of its seats and not of its text.
 */
public interface JsonCursor {

  /** What stands at the cursor. */
  enum Kind {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    TRUE,
    FALSE,
    NULL,
    /** The end of the object or array that is being walked over. */
    END
  }

  /** Moves to the next value, or to the end of the object or array. */
  Kind next();

  /** The name of the member whose value stands at the cursor. */
  String key();

  /** The string at the cursor. */
  String text();

  /** The number at the cursor; infinite when it is larger than a double can be. */
  double number();

  /**
   * Passes over the object or array that was entered last, with all that is in it; does nothing at
   * other values.
   */
  void skip();
}
