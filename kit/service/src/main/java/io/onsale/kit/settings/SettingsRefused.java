package io.onsale.kit.settings;

import java.util.List;

/** The settings are not right; every fault is told, each by its place. */
public final class SettingsRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> faults;

  SettingsRefused(String source, List<String> faults) {
    super(
        source
            + ": "
            + faults.size()
            + (faults.size() == 1 ? " setting is" : " settings are")
            + " not right\n  "
            + String.join("\n  ", faults));
    this.faults = List.copyOf(faults);
  }

  /** One line each: the setting's name, what is wrong, and what to write instead. */
  public List<String> faults() {
    return faults;
  }
}
