package io.onsale.proof.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must be true of the files themselves. */
final class TidyTest {
  private static final Path ROOT = root();
  private static final Set<String> NOT_OURS =
      Set.of(".git", ".onsale", "target", "node_modules", "dist", ".idea", ".vscode");

  /**
   * Where packages come from is the machine's business; split here so that this file passes too.
   */
  private static final Pattern REGISTRY =
      Pattern.compile(
          "registry\\." + "npmjs|repo1?\\." + "maven|deb\\." + "debian\\.org|npmmirror" + "\\.com");

  private static final Pattern LATER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ ");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(#[^)]*)?\\)");

  static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_OURS.contains(String.valueOf(folder.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  static Stream<Path> pages() throws IOException {
    return files().stream().filter(file -> file.toString().endsWith(".md"));
  }

  @Test
  void namesNoRegistry() throws IOException {
    assertThat(files()).filteredOn(file -> REGISTRY.matcher(text(file)).find()).isEmpty();
  }

  @Test
  void lockFilesDoNotSayWherePackagesCameFrom() throws IOException {
    assertThat(files())
        .filteredOn(file -> file.endsWith("package-lock.json"))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(text(file)).doesNotContain("\"resolved\""));
  }

  @Test
  void everyPackageHasItsDoor() throws IOException {
    Stream<Path> packages =
        files().stream()
            .filter(file -> file.toString().contains("/src/main/java/"))
            .map(Path::getParent)
            .filter(Objects::nonNull)
            .distinct();

    assertThat(packages)
        .isNotEmpty()
        .allSatisfy(
            folder -> assertThat(folder.resolve("package-info.java")).content().contains("/**"));
  }

  @Test
  void testsWaitForConditionsAndNeverSleep() throws IOException {
    assertThat(files())
        .filteredOn(file -> file.toString().contains("/src/test/"))
        .isNotEmpty()
        .filteredOn(file -> text(file).contains("Thread" + ".sleep("))
        .isEmpty();
  }

  @Test
  void leavesNothingForLater() throws IOException {
    assertThat(files()).filteredOn(file -> LATER.matcher(text(file)).find()).isEmpty();
  }

  @Test
  void bothReadmesHaveTheSameParts() {
    assertThat(headings("README.zh-CN.md")).isPositive().isEqualTo(headings("README.md"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(Path page) {
    assertThat(LINK.matcher(text(page)).results().map(link -> link.group(1)))
        .filteredOn(target -> !target.contains(":"))
        .allSatisfy(target -> assertThat(page.resolveSibling(target)).exists());
  }

  private static long headings(String page) {
    String withoutCode = text(ROOT.resolve(page)).replaceAll("(?s)```.*?```", "");
    return HEADING.matcher(withoutCode).results().count();
  }

  private static String text(Path file) {
    try {
      // one char a byte: pictures and other binary files read as harmless text
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError("can't read " + file, e);
    }
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Stream.iterate(here, Objects::nonNull, Path::getParent)
        .filter(folder -> Files.exists(folder.resolve("onsale")))
        .findFirst()
        .orElseThrow();
  }
}
