package org.belfry.it.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** {@code pages/react.jsx}, bundled for a browser, and rendered by a server as Next does it. */
public final class ReactPage {

  private static final Path CLIENT = Path.of("src/main/client").toAbsolutePath();
  private static final Path SOURCE = Path.of("src/test/js/pages/react.jsx");

  private ReactPage() {}

  /** Makes {@code react.js} and {@code server.mjs} in this directory. */
  public static void bundle(Path directory) throws IOException, InterruptedException {
    var modules = CLIENT.resolve("node_modules");
    Assumptions.assumeTrue(
        Files.isDirectory(modules.resolve("react-dom")),
        "skipped: there is no React; npm ci in src/main/client");
    var linked = Files.createDirectories(directory.resolve("node_modules"));
    Files.createSymbolicLink(linked.resolve("belfry-client"), CLIENT);
    for (var name : List.of("react", "react-dom", "scheduler")) {
      Files.createSymbolicLink(linked.resolve(name), modules.resolve(name));
    }
    Files.copy(SOURCE, directory.resolve("react.jsx"));
    esbuild(directory, "react.js", "--platform=browser", "--format=esm");
    esbuild(directory, "server.mjs", "--platform=node", "--format=esm", "--packages=external");
  }

  private static void esbuild(Path directory, String name, String... options)
      throws IOException, InterruptedException {
    var program = CLIENT.resolve("node_modules/.bin/esbuild").toString();
    var fixed = Stream.of(program, "react.jsx", "--bundle", "--jsx=automatic", "--outfile=" + name);
    FrameworkPages.run(directory, Stream.concat(fixed, Stream.of(options)).toArray(String[]::new));
  }
}
