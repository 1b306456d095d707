package io.onsale.inventory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM with this one's class path and all that the seat log needs. */
public final class JavaProcess {
  private JavaProcess() {}

  /**
   * @param folder for the settings of its log
   * @param logback those settings
   * @param flags of the JVM
   */
  public static ProcessBuilder of(
      Class<?> main, Path folder, String logback, List<String> flags, String... arguments)
      throws IOException {
    Path settings = Files.writeString(folder.resolve("logback.xml"), logback);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(
        List.of(
            "-Dlogback.configurationFile=" + settings,
            "--add-opens",
            "java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens",
            "java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens",
            "java.base/java.util.zip=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}
