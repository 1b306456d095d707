package io.onsale.orders.flow;

import io.onsale.orders.model.DeliveryMethod;
import io.onsale.orders.model.DeliveryStatus;
import io.onsale.orders.model.Refusal.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How tickets travel. The same call twice is one; a call whose outcome is not known throws. */
public interface Deliveries {
  /**
   * Records the wish; answers what is wrong with it, by its place in the order's request, or
   * nothing.
   */
  List<Fault> plan(String order, String buyer, String organizer, Wish wish);

  /** The tickets are there: answers where they are now. */
  DeliveryStatus dispatch(String order);

  /** Stops what has not left the house; harmless when there is nothing. */
  void cancel(String order);

  /**
   * Stops what waits for payment, for its order ended without. Harmless when there is nothing, and
   * when a late payment had it dispatched meanwhile.
   */
  void lapse(String order);

  /**
   * @param address for the courier alone
   */
  record Wish(DeliveryMethod method, @Nullable Address address) {}

  /** Where paper tickets go; delivery knows its rules. */
  record Address(
      String recipient,
      String phone,
      List<String> lines,
      String city,
      String postalCode,
      String country) {
    public Address {
      lines = List.copyOf(lines);
    }

    /** Says nothing of a person: addresses don't belong into logs. */
    @Override
    public String toString() {
      return "Address[***]";
    }
  }
}
