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
    assertThat(Traces.isTraceparent("00-" + "a".repeat(32) + "-" + "0".repeat(16) + "-01"))
        .isFalse();
    assertThat(Traces.isTraceparent("00-" + "A".repeat(32) + "-" + parent + "-01")).isFalse();
    assertThat(Traces.isTraceparent("00-" + "a".repeat(32) + "-" + parent + "-01 ")).isFalse();
    String trace = Traces.newTraceparent();
    assertThat(Traces.isTraceparent(trace)).isTrue();
    String child = Traces.child(trace);
    assertThat(Traces.isTraceparent(child)).isTrue();
    assertThat(child).startsWith(trace.substring(0, 36)).endsWith("-01").isNotEqualTo(trace);
  }

  @Test
  void takesOverOnlyIdsAndKeysThatAreSome() {
    assertThat(Traces.isRequestId(Traces.newRequestId())).isTrue();
    assertThat(Traces.isRequestId("aZ9._-")).isTrue();
    assertThat(Traces.isRequestId("a".repeat(64))).isTrue();
    for (String bad : List.of("", "a".repeat(65), "a b", "é", "a\n", "a/b")) {
      assertThat(Traces.isRequestId(bad)).as(bad).isFalse();
    }
    assertThat(Traces.isKey(Traces.newKey())).isTrue();
    assertThat(Traces.newKey()).isNotEqualTo(Traces.newKey());
    assertThat(Traces.isKey("!~".repeat(100))).isTrue();
    for (String bad : List.of("", "a".repeat(201), "a b", "é", "\u007f")) {
      assertThat(Traces.isKey(bad)).as(bad).isFalse();
    }
  }
}
