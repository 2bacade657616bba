package org.belfry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the map of the packages: two doors, one store, one bell. */
class ArchitectureTest {

  private static final String ROOT = "org.belfry";
  private static final int LONGEST_FILE = 300;

  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("problem", Set.of()),
          Map.entry("text", Set.of("problem")),
          Map.entry("http", Set.of("problem", "text")),
          Map.entry("store", Set.of("text", "problem")),
          Map.entry("worker", Set.of()),
          Map.entry("json", Set.of("problem")),
          Map.entry("socketio", Set.of("json")),
          Map.entry("engine", Set.of("socketio", "http")),
          Map.entry("security", Set.of("http", "text", "problem", "json")),
          Map.entry("cluster", Set.of("store", "worker", "text")),
          Map.entry("inbox", Set.of("cluster", "worker", "store", "json", "text", "problem")),
          Map.entry("notify", Set.of("inbox", "cluster", "security", "json", "text", "problem")),
          Map.entry("compat", Set.of("inbox", "security", "http", "json", "text", "problem")),
          Map.entry(
              "live",
              Set.of(
                  "inbox",
                  "cluster",
                  "worker",
                  "compat",
                  "engine",
                  "socketio",
                  "http",
                  "security",
                  "json",
                  "text",
                  "problem")),
          Map.entry("console", Set.of("inbox", "cluster", "security", "json", "text", "problem")),
          Map.entry(
              "ops",
              Set.of(
                  "console",
                  "notify",
                  "live",
                  "compat",
                  "engine",
                  "http",
                  "inbox",
                  "cluster",
                  "worker",
                  "store",
                  "security",
                  "json",
                  "text",
                  "problem")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("/demo/"))
          .importPackages(ROOT);

  @TestFactory
  Stream<DynamicTest> each_package_uses_only_what_it_may() {
    return MAY_USE.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> usesOnly(entry.getKey(), entry.getValue())));
  }

  private static void usesOnly(String name, Set<String> allowed) {
    var others =
        MAY_USE.keySet().stream()
            .filter(other -> !other.equals(name) && !allowed.contains(other))
            .map(other -> ROOT + "." + other + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + name + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .allowEmptyShould(others.length == 0)
        .check(CLASSES);
  }

  @Test
  void there_are_no_cycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void sql_and_jpa_stay_in_the_store_the_inbox_and_the_cluster() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOT + ".notify..", ROOT + ".console..", ROOT + ".security..", ROOT + ".json..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.persistence..", "org.hibernate..", "javax.sql..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".live..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.persistence..", "org.hibernate..", "javax.sql..")
        .check(CLASSES);
  }

  @Test
  void websockets_stay_in_the_live_door_and_the_engine() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".live..", ROOT + ".engine..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.websocket..")
        .check(CLASSES);
  }

  @Test
  void the_grammar_of_socket_io_knows_no_server() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".socketio..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta..")
        .check(CLASSES);
  }

  @Test
  void time_comes_from_a_clock() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".ops..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .check(CLASSES);
  }

  @Test
  void no_file_is_longer_than_it_can_be_read() throws IOException {
    try (var files = Files.walk(Path.of("src/main/java"))) {
      for (var file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThan(LONGEST_FILE + 1);
      }
    }
  }
}
