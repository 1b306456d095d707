package io.onsale.payments.flow;

import io.onsale.payments.flow.Answer.Refusal;
import io.onsale.payments.flow.Provider.Reading;
import io.onsale.payments.model.Payment;
import io.onsale.payments.model.Statement;
import java.time.InstantSource;
import java.util.Optional;

/** A provider tells something, over the open network: late, twice or out of order. */
public final class ReceiveWebhook {
  private final Payments payments;
  private final Providers providers;
  private final HearProvider hearProvider;
  private final InstantSource clock;

  public ReceiveWebhook(
      Payments payments, Providers providers, HearProvider hearProvider, InstantSource clock) {
    this.payments = payments;
    this.providers = providers;
    this.hearProvider = hearProvider;
    this.clock = clock;
  }

  /**
   * The payment that it was about. Refuses with UnknownProvider, NotFound for a payment that we
   * don't have, Forged, Garbled.
   */
  public Answer<Payment> receive(String name, Provider.Message message) {
    Optional<Provider> provider = providers.find(name);
    if (provider.isEmpty()) {
      return Answer.refused(new Refusal.UnknownProvider());
    }
    return switch (provider.get().read(message)) {
      case Reading.Forged(var why) -> Answer.refused(new Refusal.Forged(why));
      case Reading.Garbled(var why) -> Answer.refused(new Refusal.Garbled(why));
      case Reading.Notice notice -> take(name, notice);
    };
  }

  private Answer<Payment> take(String provider, Reading.Notice notice) {
    // Written before the provider hears of it: what is not there will never be.
    Optional<Payment> payment =
        payments.find(notice.payment()).filter(found -> found.charge().provider().equals(provider));
    if (payment.isEmpty()) {
      return Answer.refused(new Refusal.NotFound());
    }
    Statement statement = new Statement(notice.standing(), notice.received());
    payments.once(
        provider,
        notice.message(),
        clock.instant(),
        () -> hearProvider.hear(payment.get(), statement));
    return Answer.given(payment.get());
  }
}
