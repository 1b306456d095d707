package io.onsale.catalog.model;

import java.util.List;

/**
 * What is to be special about some seats, or no longer.
 *
 * @param attribute its name; see {@link SeatAttribute#id}
 * @param has whether the seats have it from now on
 * @param seats their ids
 */
public record AttributeChange(String attribute, boolean has, List<String> seats) {
  public AttributeChange {
    seats = List.copyOf(seats);
  }
}
