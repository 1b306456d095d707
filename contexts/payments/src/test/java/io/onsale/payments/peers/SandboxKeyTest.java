package io.onsale.payments.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.kit.access.KeyFileBroken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxKeyTest {
  private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");
  private static final byte[] BODY = "{\"id\":\"1\"}".getBytes(UTF_8);

  @TempDir private Path folder;

  @Test
  void takesWhatItHasSigned() {
    SandboxKey key = SandboxKey.open(folder.resolve("key"));
    String signature = key.sign(BODY, NOW);
    assertThat(signature).matches("t=1780308000,v1=[0-9a-f]{64}");
    assertThat(key.faultOf(signature, BODY, NOW)).isEmpty();
    assertThat(key.faultOf(signature, BODY, NOW.plus(Duration.ofMinutes(5)))).isEmpty();
    assertThat(key.faultOf(signature, BODY, NOW.minus(Duration.ofMinutes(5)))).isEmpty();
  }

  @Test
  void refusesWhatIsOldOrChangedOrOfAnother() {
    SandboxKey key = SandboxKey.open(folder.resolve("key"));
    String signature = key.sign(BODY, NOW);
    assertThat(key.faultOf(signature, BODY, NOW.plusSeconds(301))).isPresent();
    assertThat(key.faultOf(signature, BODY, NOW.minusSeconds(301))).isPresent();
    assertThat(key.faultOf(signature, "{\"id\":\"2\"}".getBytes(UTF_8), NOW)).isPresent();
    assertThat(key.faultOf(signature.replace("t=1780308000", "t=1780308001"), BODY, NOW))
        .isPresent();
    assertThat(key.faultOf("", BODY, NOW)).isPresent();
    assertThat(key.faultOf("t=99999999999999999999,v1=" + "0".repeat(64), BODY, NOW)).isPresent();
    SandboxKey other = SandboxKey.open(folder.resolve("other"));
    assertThat(other.faultOf(signature, BODY, NOW)).isPresent();
  }

  @Test
  void keepsKeyForItsOwnerAlone() throws Exception {
    Path file = folder.resolve("deep/key");
    String signature = SandboxKey.open(file).sign(BODY, NOW);
    assertThat(SandboxKey.open(file).faultOf(signature, BODY, NOW)).isEmpty();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(SandboxKey.open(file)).hasToString("SandboxKey[***]");
  }

  @Test
  void saysWhatToDoWithAFileThatHoldsNoKey() throws Exception {
    Path file = folder.resolve("key");
    for (String text : new String[] {"", "\n", "!!!", "YWJj"}) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> SandboxKey.open(file))
          .as(text)
          .isInstanceOf(KeyFileBroken.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("restore it from a backup");
    }
  }
}
