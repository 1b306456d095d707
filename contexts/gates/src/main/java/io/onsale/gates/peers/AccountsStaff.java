package io.onsale.gates.peers;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.onsale.contracts.accounts.v1.AccountsServiceGrpc;
import io.onsale.contracts.accounts.v1.AccountsServiceGrpc.AccountsServiceBlockingStub;
import io.onsale.contracts.accounts.v1.GetStaffMemberRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.gates.flow.Staff;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks accounts, and remembers the answer for a minute. A queue at the door does not wait for
 * accounts when it is down: then the answer is {@link Staff.Standing#UNKNOWN}, for a few seconds
 * before it is asked again.
 */
public final class AccountsStaff implements Staff {
  private static final Logger LOG = LoggerFactory.getLogger(AccountsStaff.class);
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final Duration REMEMBERED_UNKNOWN = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int REMEMBERED_MAX = 10_000;

  private final AccountsServiceBlockingStub accounts;
  private final InstantSource clock;

  /** In the order of their asking. */
  private final Map<Question, Answer> answers = new LinkedHashMap<>();

  private record Question(String accountId, String organizerId) {}

  private record Answer(Standing standing, Instant until) {}

  /**
   * @param accounts a channel that acts for gates themselves
   */
  public AccountsStaff(Channel accounts, InstantSource clock) {
    this.accounts = AccountsServiceGrpc.newBlockingStub(accounts);
    this.clock = clock;
  }

  @Override
  public Standing standing(String accountId, String organizerId) {
    Question question = new Question(accountId, organizerId);
    Instant now = clock.instant();
    synchronized (answers) {
      @Nullable Answer remembered = answers.get(question);
      if (remembered != null && remembered.until().isAfter(now)) {
        return remembered.standing();
      }
    }
    Standing standing = ask(question);
    remember(question, standing, now);
    return standing;
  }

  private void remember(Question question, Standing standing, Instant now) {
    Duration life = standing == Standing.UNKNOWN ? REMEMBERED_UNKNOWN : REMEMBERED;
    synchronized (answers) {
      answers.remove(question);
      answers.put(question, new Answer(standing, now.plus(life)));
      Iterator<Question> oldest = answers.keySet().iterator();
      while (answers.size() > REMEMBERED_MAX) {
        oldest.next();
        oldest.remove();
      }
    }
  }

  private Standing ask(Question question) {
    try {
      var member =
          accounts
              .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .getStaffMember(
                  GetStaffMemberRequest.newBuilder()
                      .setAccountId(question.accountId())
                      .setOrganizerId(question.organizerId())
                      .build());
      return member.getOrganizerId().equals(question.organizerId())
          ? Standing.MEMBER
          : Standing.STRANGER;
    } catch (StatusRuntimeException e) {
      Optional<Refused> refused = Refusals.of(e);
      if (refused.isPresent() && refused.get().reason() == Reason.NOT_FOUND) {
        return Standing.STRANGER;
      }
      LOG.warn("accounts can't tell who is staff; sign-ins count meanwhile: {}", e.getStatus());
      return Standing.UNKNOWN;
    }
  }
}
