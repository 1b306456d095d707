package io.onsale.kit.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MiddlewareTest {
  private final List<String> told = new ArrayList<>();

  private static Call call(boolean streaming) {
    return new Call(
        Call.Side.SERVER,
        Call.Protocol.GRPC,
        "x/Y",
        streaming,
        Headers.NONE,
        CallContext.fresh(),
        null,
        null);
  }

  private static Refused refusal(Middleware middleware, Middleware.Next next) {
    Throwable thrown =
        catchThrowable(() -> middleware.handle(call(false), next).toCompletableFuture().join());
    return Refusals.of(thrown).orElseThrow();
  }

  private Middleware telling(String name) {
    return (call, next) -> {
      told.add(name);
      return next.proceed(call.withHeader("X-" + name, "seen"))
          .whenComplete((outcome, failure) -> told.add("/" + name));
    };
  }

  @Test
  void theFirstIsTheOutermost() {
    Outcome outcome =
        Middleware.chain(List.of(telling("a"), telling("b")))
            .handle(
                call(false),
                passed -> {
                  passed.headers().forEachAdded((name, value) -> told.add(name + "=" + value));
                  return CompletableFuture.completedFuture(Outcome.OK);
                })
            .toCompletableFuture()
            .join();

    assertThat(outcome).isEqualTo(Outcome.OK);
    assertThat(told).containsExactly("a", "b", "x-b=seen", "x-a=seen", "/b", "/a");
  }

  @Test
  void recoveryTurnsWhatIsThrownIntoARefusal() {
    Refused refused =
        refusal(
            Middlewares.recovery(),
            passed -> {
              throw new IllegalStateException("x");
            });

    assertThat(refused.reason()).isEqualTo(Reason.INTERNAL);
    assertThat(refused.facts()).containsOnlyKeys("incident");
  }

  @Test
  void deadlineEndsACallButNotAStream() {
    CompletableFuture<Outcome> never = new CompletableFuture<>();
    Middleware deadline = Middlewares.deadline(Duration.ofMillis(50));

    assertThat(refusal(deadline, passed -> never).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    var stream =
        deadline.handle(
            call(true),
            passed -> {
              assertThat(passed.context().deadlineIfAny()).isEmpty();
              return never;
            });
    assertThat(stream.toCompletableFuture()).isNotDone();
  }

  @Test
  void takesOverOnlyTracesThatAreSome() {
    String parent = "b".repeat(16);
    assertThat(Traces.isTraceparent("00-" + "a".repeat(32) + "-" + parent + "-01")).isTrue();
    assertThat(Traces.isTraceparent("00-" + "0".repeat(32) + "-" + parent + "-01")).isFalse();
    assertThat(Traces.isTraceparent("00-xyz")).isFalse();
    assertThat(Traces.isTraceparent(Traces.child(Traces.newTraceparent()))).isTrue();
  }
}
