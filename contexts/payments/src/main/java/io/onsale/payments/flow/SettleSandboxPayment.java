package io.onsale.payments.flow;

import io.onsale.payments.flow.Answer.Refusal;
import io.onsale.payments.model.SandboxNotice;
import io.onsale.payments.model.SandboxPayment;
import io.onsale.payments.model.SandboxPayment.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The sandbox provider's page: one sees a payment there, and pays or declines it. */
public final class SettleSandboxPayment {
  private static final int TRIES_MAX = 20;
  private static final List<Duration> PAUSES =
      List.of(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofMillis(900));

  /**
   * Who settles brings the notice at once; only when that has failed is it brought behind their
   * back.
   */
  private static final Duration HEAD_START = Duration.ofSeconds(10);

  private final SandboxBooks books;
  private final Courier courier;
  private final Pauses pauses;
  private final Supplier<String> ids;
  private final InstantSource clock;

  /** Waits. */
  @FunctionalInterface
  public interface Pauses {
    void pause(Duration time) throws InterruptedException;
  }

  public SettleSandboxPayment(
      SandboxBooks books,
      Courier courier,
      Pauses pauses,
      Supplier<String> ids,
      InstantSource clock) {
    this.books = books;
    this.courier = courier;
    this.pauses = pauses;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * A payment as the provider sees it. Refuses with NotFound.
   *
   * @param account who asks; empty for nobody: the payment's id, which can't be guessed, is enough
   */
  public Answer<SandboxPayment> look(String id, String account) {
    return find(id, account)
        .map(Answer::given)
        .orElseGet(() -> Answer.refused(new Refusal.NotFound()));
  }

  /** Answers when it has been told. Refuses with NotFound, WrongState, NotYetTold. */
  public Answer<SandboxPayment> settle(String id, String account, Outcome outcome)
      throws InterruptedException {
    for (int i = 0; i < TRIES_MAX; i++) {
      Optional<SandboxPayment> found = find(id, account);
      if (found.isEmpty()) {
        return Answer.refused(new Refusal.NotFound());
      }
      if (found.get().isSettledAs(outcome)) {
        return told(found.get());
      }
      Optional<SandboxPayment> next = found.get().settle(outcome);
      if (next.isEmpty()) {
        return Answer.refused(new Refusal.WrongState("This payment is settled already."));
      }
      if (books.replace(next.get(), notice(next.get()), clock.instant().plus(HEAD_START))) {
        return told(next.get());
      }
    }
    throw new IllegalStateException("a sandbox payment changes too fast");
  }

  private Optional<SandboxPayment> find(String id, String account) {
    return books.find(id).filter(payment -> account.isEmpty() || account.equals(payment.account()));
  }

  private SandboxNotice notice(SandboxPayment payment) {
    return new SandboxNotice(
        ids.get(), payment.id(), payment.standing(), payment.amount(), clock.instant(), 0);
  }

  private Answer<SandboxPayment> told(SandboxPayment payment) throws InterruptedException {
    for (Duration pause : PAUSES) {
      if (tell(payment)) {
        return Answer.given(payment);
      }
      pauses.pause(pause);
    }
    return tell(payment) ? Answer.given(payment) : Answer.refused(new Refusal.NotYetTold());
  }

  /** Whether nothing is left to be told. */
  private boolean tell(SandboxPayment payment) {
    for (SandboxNotice notice : books.untold(payment.id())) {
      if (!courier.bring(notice)) {
        return false;
      }
      books.told(notice);
    }
    return true;
  }
}
