package io.onsale.kit.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
    return new Application(List.of(components), readiness, Duration.ZERO, Duration.ofMillis(500));
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
              throw new IllegalStateException("no port");
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

  @Test
  void oneThatHangsOrFailsDoesNotKeepTheOthers() {
    CountDownLatch never = new CountDownLatch(1);
    Component hanging = Component.of("hanging", () -> {}, never::await);
    Application application = application(component("a"), hanging, unwilling(), component("b"));
    application.start();

    application.stop();

    assertThat(told).containsExactly("+a", "+b", "-b", "-a");
  }

  @Test
  void saysNotReadyBeforeItStopsAnything() throws Exception {
    Application application =
        new Application(
            List.of(component("a")), readiness, Duration.ofSeconds(1), Duration.ofSeconds(1));
    application.start();

    Thread stopping = Thread.ofPlatform().start(application::stop);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> readiness.phase() == Readiness.Phase.DRAINING);
    boolean stillRunning = !told.contains("-a");
    stopping.join();

    assertThat(stillRunning).isTrue();
    assertThat(told).contains("-a");
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
