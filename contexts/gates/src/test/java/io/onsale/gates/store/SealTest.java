package io.onsale.gates.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.onsale.gates.model.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SealTest {
  private static final SecureRandom CHANCE = new SecureRandom();
  private final SigningKey key = SigningKey.generate(CHANCE);

  @TempDir private Path folder = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("gates").resolve("seal-keys");
  }

  @Test
  void opensAfterARestartWhatItSealed() {
    String sealed = Seal.open(file, CHANCE).seal(key, "ticket:1");

    SigningKey opened = Seal.open(file, CHANCE).open(sealed, key.verifying(), "ticket:1");

    assertThat(opened.seed()).isEqualTo(key.seed());
    assertThat(sealed).hasSizeLessThanOrEqualTo(200);
    assertThat(sealed).doesNotContain(Base64.getUrlEncoder().encodeToString(key.seed()));
  }

  @Test
  void sealsNeverTheSameWayTwice() {
    Seal seal = Seal.open(file, CHANCE);

    assertThat(seal.seal(key, "ticket:1")).isNotEqualTo(seal.seal(key, "ticket:1"));
  }

  @Test
  void keepsItsFileToItsOwner() throws IOException {
    Seal.open(file, CHANCE);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void refusesASealOfAnotherRecord() {
    Seal seal = Seal.open(file, CHANCE);
    String sealed = seal.seal(key, "ticket:1");

    assertThatIllegalStateException()
        .isThrownBy(() -> seal.open(sealed, key.verifying(), "ticket:2"))
        .withMessageContaining("ticket:2");
  }

  @Test
  void refusesASealThatWasChanged() {
    Seal seal = Seal.open(file, CHANCE);
    byte[] sealed = Base64.getUrlDecoder().decode(seal.seal(key, "ticket:1"));
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(changed);

      assertThatIllegalStateException()
          .as("byte %d", i)
          .isThrownBy(() -> seal.open(text, key.verifying(), "ticket:1"));
    }
    assertThatIllegalStateException().isThrownBy(() -> seal.open("", key.verifying(), "ticket:1"));
  }

  @Test
  void sealsWithTheFirstKeyAndOpensWithAll() throws IOException {
    String old = Seal.open(file, CHANCE).seal(key, "ticket:1");
    Path other = folder.resolve("other");
    Seal.open(other, CHANCE);
    Files.write(file, List.of(Files.readString(other).strip(), Files.readString(file).strip()));

    Seal rotated = Seal.open(file, CHANCE);
    String sealed = rotated.seal(key, "ticket:1");

    assertThat(rotated.open(old, key.verifying(), "ticket:1").seed()).isEqualTo(key.seed());
    assertThat(Seal.open(other, CHANCE).open(sealed, key.verifying(), "ticket:1").seed())
        .isEqualTo(key.seed());
    assertThatIllegalStateException()
        .isThrownBy(() -> Seal.open(other, CHANCE).open(old, key.verifying(), "ticket:1"))
        .withMessageContaining("not in the key file");
  }

  @Test
  void refusesAFileThatHoldsNoKeys() throws IOException {
    Files.createDirectories(file.getParent());
    for (String text : List.of("", "nonsense", ":", "AAAAAA:AAAA", "A:" + "A".repeat(43))) {
      Files.writeString(file, text);

      assertThatIllegalArgumentException()
          .as(text)
          .isThrownBy(() -> Seal.open(file, CHANCE))
          .withMessageContaining(file.toString());
    }
  }
}
