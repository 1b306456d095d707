package io.onsale.kit.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ApplicationTest {
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final Readiness readiness = new Readiness();

  private Component component(String name) {
    return Component.of(name, () -> told.add("+" + name), () -> told.add("-" + name));
  }

  private static Component unwilling() {
    return Component.of(
        "unwilling",
        () -> {},
        () -> {
          throw new IllegalStateException("will not");
        });
  }

  private Application application(Component... components) {
    return application(Duration.ofMinutes(1), components);
  }

  private Application application(Duration stopTimeout, Component... components) {
    return new Application(List.of(components), readiness, Duration.ZERO, stopTimeout);
  }

  @Test
  void startsInOrderAndStopsInReverse() throws Exception {
    Application application = application(component("a"), component("b"), component("c"));

    application.start();
    assertThat(readiness.isReady()).isTrue();
    application.stop();
    application.stop();
    application.awaitStop();

    assertThat(told).containsExactly("+a", "+b", "+c", "-c", "-b", "-a");
    assertThat(readiness.isReady()).isFalse();
  }

  @Test
  void stopsWhatHadStartedWhenOneFails() {
    Component broken =
        Component.of(
            "broken",
            () -> {
              throw new AssertionError("no port");
            },
            () -> told.add("-broken"));

    assertThatThrownBy(
            () -> application(component("a"), unwilling(), broken, component("z")).start())
        .isInstanceOf(StartFailed.class)
        .hasMessage("broken did not start: no port")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));

    assertThat(told).containsExactly("+a", "-a");
    assertThat(readiness.isReady()).isFalse();
  }

  private Application inLines(List<List<Component>> lines) {
    return new Application(
        readiness,
        Duration.ZERO,
        Duration.ofMinutes(1),
        List.of(
            Application.Stage.of(List.of(component("first"))),
            new Application.Stage(lines),
            Application.Stage.of(List.of(component("last")))));
  }

  @Test
  void startsLinesSideBySideAndStopsThemInReverse() {
    CountDownLatch other = new CountDownLatch(1);
    Component waiting =
        Component.of(
            "a",
            () -> {
              other.await();
              told.add("+a");
            },
            () -> told.add("-a"));
    Component awaited = Component.of("y", other::countDown, () -> told.add("-y"));
    Application application =
        inLines(List.of(List.of(waiting, component("b")), List.of(component("x"), awaited)));

    application.start();
    assertThat(told).startsWith("+first").endsWith("+last");
    assertThat(told).contains("+x", "+a", "+b");
    told.clear();
    application.stop();

    assertThat(told).containsExactly("-last", "-y", "-x", "-b", "-a", "-first");
  }

  @Test
  void stopsWhatHadStartedOfEveryLineWhenOneFails() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch failing = new CountDownLatch(1);
    Component slow =
        Component.of(
            "slow",
            () -> {
              begun.countDown();
              failing.await();
            },
            () -> told.add("-slow"));
    Component broken =
        Component.of(
            "broken",
            () -> {
              begun.await();
              failing.countDown();
              throw new IllegalStateException("no port");
            },
            () -> told.add("-broken"));

    assertThatThrownBy(
            () -> inLines(List.of(List.of(slow), List.of(component("x"), broken))).start())
        .isInstanceOf(StartFailed.class)
        .hasMessage("broken did not start: no port");

    assertThat(told).containsExactly("+first", "+x", "-x", "-slow", "-first");
    assertThat(readiness.isReady()).isFalse();
  }

  @Test
  void oneThatHangsOrFailsDoesNotKeepTheOthers() {
    CountDownLatch never = new CountDownLatch(1);
    Component hanging = Component.of("hanging", () -> {}, never::await);
    Application application =
        application(Duration.ofSeconds(2), component("a"), hanging, unwilling(), component("b"));
    application.start();

    application.stop();

    assertThat(told).containsExactly("+a", "+b", "-b", "-a");
  }

  @Test
  void saysNotReadyBeforeItStopsAnything() throws Exception {
    Component watching =
        Component.of("a", () -> {}, () -> told.add(readiness.phase() + " " + readiness.isReady()));
    Application application =
        new Application(
            List.of(watching), readiness, Duration.ofMillis(300), Duration.ofMinutes(1));
    application.start();
    long before = System.nanoTime();

    application.stop();

    assertThat(told).containsExactly("DRAINING false");
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(300_000_000);
  }

  @Test
  void stopsAllTogetherWithinABound() {
    CountDownLatch never = new CountDownLatch(1);
    Component[] hanging = new Component[50];
    for (int i = 0; i < hanging.length; i++) {
      hanging[i] = Component.of("hanging-" + i, () -> {}, never::await);
    }
    Application application = application(Duration.ofMillis(500), hanging);
    application.start();
    long before = System.nanoTime();

    application.stop();

    // One after the other they would take 25 s.
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void isToldToStopWhileItStarts() throws Exception {
    CountDownLatch starting = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Component slow =
        Component.of(
            "slow",
            () -> {
              starting.countDown();
              go.await();
            },
            () -> told.add("-slow"));
    Application application = application(component("a"), slow, component("z"));
    CompletableFuture<Throwable> start =
        CompletableFuture.supplyAsync(() -> catchThrowable(application::start));
    starting.await();

    Thread stop = Thread.ofPlatform().start(application::stop);
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> stop.getState() == Thread.State.TIMED_WAITING);
    go.countDown();
    stop.join();

    assertThat(start.get()).hasMessage("z did not start: told to stop meanwhile");
    assertThat(told).containsExactly("+a", "-slow", "-a");
  }

  @Test
  void isReadyOnlyWhenRunningAndEveryCheckSaysYes() {
    readiness.add(new Readiness.Check("good", () -> true));
    assertThat(readiness.isReady()).isFalse();
    readiness.enter(Readiness.Phase.RUNNING);
    assertThat(readiness.isReady()).isTrue();
    readiness.add(
        new Readiness.Check(
            "bad",
            () -> {
              throw new IllegalStateException("down");
            }));

    assertThat(readiness.isReady()).isFalse();
    assertThat(readiness.answers()).containsEntry("good", true).containsEntry("bad", false);
    assertThat(readiness.faults().get("bad")).contains("down");
  }
}
