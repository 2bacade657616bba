package org.belfry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The browser client as a package: its size, its types, its files. */
class ClientPackageTest {

  private static final Path CLIENT = Path.of("src/main/client").toAbsolutePath();
  private static final int LARGEST = 10 * 1024;
  private static final int LARGEST_BELL = 17 * 1024;
  private static final int LONGEST_FILE = 300;

  @TempDir private Path directory;

  private String run(String tool, String... arguments) throws IOException, InterruptedException {
    var program = CLIENT.resolve("node_modules/.bin").resolve(tool);
    assumeTrue(Files.exists(program), "skipped: no " + tool + "; npm ci in src/main/client");
    return runIn(CLIENT, program.toString(), arguments);
  }

  private String runIn(Path where, String program, String... arguments)
      throws IOException, InterruptedException {
    var command = Stream.concat(Stream.of(program), Stream.of(arguments)).toArray(String[]::new);
    var output = directory.resolve(Path.of(program).getFileName() + ".log");
    var process =
        new ProcessBuilder(command)
            .directory(where.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    var code = process.waitFor();
    var said = Files.readString(output);
    assertThat(code).as(said).isZero();
    return said;
  }

  /** Bundles a module with what it needs at once; {@code aside} is what is looked at by itself. */
  private List<Path> bundle(String module, String... aside) throws Exception {
    var bundled = directory.resolve("bundle-of-" + module);
    var options =
        Stream.of(
            CLIENT.resolve(module).toString(),
            "--bundle",
            "--minify",
            "--splitting",
            "--format=esm",
            "--target=es2022",
            "--outdir=" + bundled);
    var externals = Stream.of(aside).map("--external:"::concat);
    run("esbuild", Stream.concat(options, externals).toArray(String[]::new));
    try (var files = Files.list(bundled)) {
      return files.toList();
    }
  }

  private static int compressed(List<Path> files) throws IOException {
    var size = 0;
    for (var file : files) {
      var compressed = new ByteArrayOutputStream();
      try (var out = new GZIPOutputStream(compressed)) {
        out.write(Files.readAllBytes(file));
      }
      size += compressed.size();
    }
    return size;
  }

  @Test
  void minified_and_compressed_it_is_small() throws Exception {
    var client = compressed(bundle("belfry.js"));
    System.out.println("belfry.js, minified and compressed: " + client + " bytes");
    assertThat(client).isBetween(1024, LARGEST);
  }

  /** Languages are no part of it: each is loaded where it is spoken. */
  @Test
  void the_bell_and_the_list_behind_it_are_small_too() throws Exception {
    var parts = bundle("belfry-bell.js", "./belfry.js", "./lang/*");
    var bell = compressed(parts.stream().filter(part -> !isLater(part)).toList());
    var list = compressed(parts.stream().filter(part -> isLater(part)).toList());
    System.out.println("belfry-bell.js, the same without belfry.js: " + bell + " bytes");
    System.out.println(
        "what it loads later, the list and what serves hidden tabs: " + list + " bytes");
    assertThat(bell).isBetween(1024, LARGEST);
    assertThat(list).isBetween(1024, LARGEST);
    var all = bundle("belfry-bell.js", "./lang/*");
    var first = compressed(all.stream().filter(part -> !isLater(part)).toList());
    System.out.println("belfry-bell.js with belfry.js, until the list is loaded: " + first);
    assertThat(first).isLessThan(LARGEST_BELL);
    assertThat(compressed(all)).isLessThan(LARGEST_BELL + LARGEST);
  }

  private static boolean isLater(Path part) {
    return part.getFileName().toString().matches("(panel|notices)-.*");
  }

  /** As frameworks do that make pages on a server. */
  @Test
  void without_a_document_importing_and_constructing_is_harmless() throws Exception {
    assumeTrue(isThereNode(), "skipped: there is no node command");
    var script = directory.resolve("server.mjs");
    Files.writeString(
        script,
        """
        const {Belfry} = await import('%1$s/belfry.js');
        await import('%1$s/belfry-bell.js');
        await import('%1$s/belfry-inbox.js');
        globalThis.fetch = () => { throw new Error('asked') };
        const belfry = new Belfry({url: '/belfry/', tokenUrl: '/token'});
        const list = belfry.inbox.list();
        const end = belfry.on('counts', () => {});
        belfry.connect();
        await new Promise(resolve => setTimeout(resolve, 50));
        end(); list.close(); belfry.close();
        console.log(belfry.counts.unread, belfry.user, list.items.length);
        """
            .formatted(CLIENT.toUri()));
    var process = new ProcessBuilder("node", script.toString()).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).isEqualTo("0 null 0\n");
  }

  private static boolean isThereNode() {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "node")));
  }

  @Test
  void its_types_fit_what_is_shown_of_it() throws Exception {
    run(
        "tsc",
        "--noEmit",
        "--strict",
        "--target",
        "es2022",
        "--module",
        "nodenext",
        "--lib",
        "es2022,dom",
        Path.of("src/test/client/usage.ts").toAbsolutePath().toString());
  }

  /** As npm packs it and installs it. */
  private Path installed() throws Exception {
    var tsc = CLIENT.resolve("node_modules/.bin/tsc");
    assumeTrue(Files.exists(tsc), "skipped: no npm packages; npm ci in src/main/client");
    var options = new String[] {"pack", "--silent", "--pack-destination", directory.toString()};
    var archive = directory.resolve(runIn(CLIENT, "npm", options).strip());
    var modules = Files.createDirectories(directory.resolve("page/node_modules"));
    runIn(modules, "tar", "-xzf", archive.toString());
    Files.move(modules.resolve("package"), modules.resolve("belfry-client"));
    for (var types : List.of("@types", "csstype")) {
      Files.createSymbolicLink(
          modules.resolve(types), CLIENT.resolve("node_modules").resolve(types));
    }
    return modules.getParent();
  }

  @Test
  void the_package_is_imported_where_there_is_no_document_and_fits_jsx() throws Exception {
    var page = installed();
    for (var name : List.of("server-side.mjs", "usage.tsx")) {
      Files.copy(Path.of("src/test/client", name), page.resolve(name));
    }
    assertThat(runIn(page, "node", "server-side.mjs")).contains("imported");
    runIn(
        page,
        CLIENT.resolve("node_modules/.bin/tsc").toString(),
        "--noEmit",
        "--strict",
        "--jsx",
        "preserve",
        "--target",
        "es2022",
        "--module",
        "esnext",
        "--moduleResolution",
        "bundler",
        "--lib",
        "es2022,dom",
        "usage.tsx");
    try (var files = Files.list(page.resolve("node_modules/belfry-client"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("README.md", "package.json", "belfry.js", "belfry.d.ts", "react.d.ts", "lang")
          .doesNotContain("node_modules", "package-lock.json");
    }
  }

  /** As Next.js does it, from what the guide shows. */
  @Test
  void what_its_guide_shows_of_react_is_rendered_on_a_server() throws Exception {
    var page = installed();
    var modules = CLIENT.resolve("node_modules");
    assumeTrue(Files.exists(modules.resolve("react-dom")), "skipped: no React in src/main/client");
    for (var name : List.of("react", "react-dom")) {
      Files.createSymbolicLink(page.resolve("node_modules").resolve(name), modules.resolve(name));
    }
    Files.copy(Path.of("src/test/client/usage.tsx"), page.resolve("usage.tsx"));
    Files.writeString(
        page.resolve("server.mjs"),
        """
        globalThis.getToken = () => { throw new Error('asked') };
        const {Bell, useUnread} = await import('./usage.mjs');
        const {createElement} = await import('react');
        const {renderToString} = await import('react-dom/server');
        const Number = () => useUnread();
        console.log(renderToString(createElement(Bell)) + renderToString(createElement(Number)));
        """);
    var esbuild = modules.resolve(".bin/esbuild").toString();
    var options = new String[] {"--bundle", "--packages=external", "--jsx=automatic"};
    var files = Stream.of("usage.tsx", "--format=esm", "--outfile=usage.mjs");
    runIn(page, esbuild, Stream.concat(files, Stream.of(options)).toArray(String[]::new));
    assertThat(runIn(page, "node", "server.mjs")).isEqualTo("<belfry-bell></belfry-bell>0\n");
  }

  @Test
  void what_its_guide_shows_of_react_is_what_is_compiled() throws IOException {
    var guide = Files.readString(CLIENT.resolve("README.md"));
    var shown =
        guide.substring(
            guide.indexOf(
                "const belfry = new Belfry({ url: 'https://belfry.example/', getToken });"));
    shown = shown.substring(0, shown.indexOf("```")).strip();
    assertThat(Files.readString(Path.of("src/test/client/usage.tsx"))).contains(shown);
  }

  @Test
  void it_imports_nothing_but_its_own_files_which_can_be_read() throws IOException {
    try (var files = Files.list(CLIENT)) {
      for (var file : files.filter(path -> path.toString().endsWith(".js")).toList()) {
        var lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        assertThat(lines).as(file.toString()).hasSizeLessThan(LONGEST_FILE + 1);
        var imports = lines.stream().filter(line -> line.matches("(import|export) .* from .*"));
        assertThat(imports).as(file.toString()).allMatch(line -> line.contains(" from './"));
        assertThat(lines).noneMatch(ClientPackageTest::makesMarkup);
      }
    }
  }

  /** What would let a notification's text become markup or code. */
  private static boolean makesMarkup(String line) {
    return List.of("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
        .stream()
        .anyMatch(line::contains);
  }
}
