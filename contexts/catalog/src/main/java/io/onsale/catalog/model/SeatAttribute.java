package io.onsale.catalog.model;

import java.util.Arrays;
import java.util.Optional;

/** What is special about a seat. */
public enum SeatAttribute {
  WHEELCHAIR("wheelchair"),
  COMPANION("companion"),
  RESTRICTED_VIEW("restricted-view");

  private final String id;

  SeatAttribute(String id) {
    this.id = id;
  }

  /** The name in plans and documents. */
  public String id() {
    return id;
  }

  /** The attribute of that name. */
  public static Optional<SeatAttribute> of(String id) {
    return Arrays.stream(values()).filter(attribute -> attribute.id.equals(id)).findFirst();
  }
}
