package io.onsale.delivery.flow;

import org.jspecify.annotations.Nullable;

/** Who may see a delivery: its buyer, its organiser, and our own services. */
public final class ReadDelivery {
  private final Deliveries deliveries;

  public ReadDelivery(Deliveries deliveries) {
    this.deliveries = deliveries;
  }

  /** For one of our own services. Answers NotFound. */
  public Answer any(String order) {
    return deliveries.find(order).<Answer>map(Answer.Given::new).orElseGet(Answer.NotFound::new);
  }

  /**
   * For a person. Answers NotFound.
   *
   * @param organizer the organisation whose shows they run; null for none
   */
  public Answer own(String account, @Nullable String organizer, String order) {
    return deliveries
        .find(order)
        .filter(delivery ->
            delivery.account().equals(account) || delivery.organizer().equals(organizer))
        .<Answer>map(Answer.Given::new)
        .orElseGet(Answer.NotFound::new);
  }
}
