package io.onsale.kit.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class BufferedFileTest {
  private static final Logger LOG = LoggerFactory.getLogger(BufferedFileTest.class);

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void begin() {
    file = folder.resolve("onsale.log");
    Logs.toFile(file);
  }

  @AfterEach
  void end() {
    Logs.toStandardOutput();
  }

  @Test
  void writesWhatIsLoggedAMomentLater() {
    LOG.info("said");

    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(Files.readString(file)).contains("said"));
  }

  @Test
  void writesWarningsAtOnceAndWhatWasBefore() throws Exception {
    LOG.info("before");
    LOG.warn("trouble");

    assertThat(Files.readAllLines(file))
        .satisfiesExactly(
            line -> assertThat(line).contains("before"),
            line -> assertThat(line).contains("trouble"));
  }

  @Test
  void writesAllWhenItStops() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      LOG.info("line {}", i);
    }
    Logs.toStandardOutput();

    assertThat(Files.readAllLines(file)).hasSize(1_000);
  }
}
