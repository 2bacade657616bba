package org.belfry.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The page at {@code /} of a demo run, deployed beside Belfry and no part of its WAR. It is given
 * the demo's sender key, which no page of a real site ever has.
 */
public final class DemoPage {

  private final Path sources;
  private final Optional<String> senderKey;

  private DemoPage(Path sources, Optional<String> senderKey) {
    this.sources = sources;
    this.senderKey = senderKey;
  }

  /**
   * @param senderKey empty where it is not one that the run has made: then the page asks for it
   */
  public static DemoPage of(Path sources, Optional<String> senderKey) {
    return new DemoPage(sources, senderKey);
  }

  /** Puts the page into a directory that does not exist yet. */
  public void deploy(Path directory) throws IOException {
    Trees.copy(sources, directory);
    Map<String, String> values = senderKey.map(key -> Map.of("senderKey", key)).orElse(Map.of());
    OwnerOnly.write(directory.resolve("demo.json"), new ObjectMapper().writeValueAsString(values));
    addClass(LocalHostFilter.class, directory.resolve("WEB-INF/classes"));
  }

  private static void addClass(Class<?> type, Path classes) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    Path file = classes.resolve(name);
    Files.createDirectories(file.getParent());
    try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
      Files.copy(Objects.requireNonNull(in, name), file);
    }
  }
}
