package org.belfry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.persistence.Entity;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.belfry.model.UserId;
import org.hibernate.type.format.FormatMapper;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the map of the packages. */
class ArchitectureTest {

  private static final String ROOT = "org.belfry";
  private static final int LONGEST_FILE = 300;

  /** The whole map: what each package may use; what it names is below it. */
  private static final Map<String, Set<String>> MAY_USE = new LinkedHashMap<>();

  static {
    may("problem");
    may("text", "problem");
    may("model", "problem", "text");
    may("http", "problem", "text");
    may("store", "problem", "text");
    may("json", "problem");
    may("worker", "problem");
    may("websocket", "text");
    may("security", "model", "problem", "text", "http", "json");
    may("session", "model", "text", "store", "worker");
    may("cluster", "model", "text", "store", "worker", "session");
    may("inbox", "model", "problem", "text", "store", "json", "worker", "cluster");
    may("inbox.append", "model", "problem", "text", "store", "json", "worker", "cluster", "inbox");
    may("inbox.read", "model", "store", "json", "cluster", "inbox");
    may("socketio.protocol", "json");
    may("socketio.server", "http", "websocket", "socketio.protocol");
    may("compat", "model", "problem", "text", "http", "json", "security", "inbox", "inbox.append");
    may(
        "backend",
        "model",
        "problem",
        "text",
        "json",
        "security",
        "session",
        "cluster",
        "inbox",
        "inbox.append");
    may(
        "user",
        "model",
        "problem",
        "text",
        "http",
        "json",
        "worker",
        "security",
        "inbox",
        "inbox.read");
    may(
        "console",
        "model",
        "problem",
        "text",
        "json",
        "security",
        "session",
        "inbox",
        "inbox.read");
    may(
        "live",
        "model",
        "problem",
        "text",
        "http",
        "json",
        "worker",
        "security",
        "session",
        "cluster",
        "inbox",
        "inbox.read",
        "user");
    may(
        "live.transport",
        "model",
        "problem",
        "text",
        "http",
        "websocket",
        "security",
        "session",
        "inbox.read",
        "live");
    may(
        "live.socketio",
        "model",
        "problem",
        "text",
        "json",
        "websocket",
        "security",
        "session",
        "inbox",
        "inbox.read",
        "socketio.protocol",
        "socketio.server",
        "compat",
        "live");
    may(
        "ops",
        "problem",
        "model",
        "text",
        "http",
        "store",
        "json",
        "worker",
        "security",
        "session",
        "cluster",
        "inbox",
        "inbox.append",
        "inbox.read",
        "websocket",
        "socketio.server",
        "compat",
        "backend",
        "user",
        "console",
        "live",
        "live.socketio");
  }

  private static void may(String name, String... others) {
    MAY_USE.put(name, Set.of(others));
  }

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(
              location -> !location.contains("/demo/") && !location.contains("/harness/"))
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
            .map(other -> ROOT + "." + other)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + name)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .allowEmptyShould(others.length == 0)
        .check(CLASSES);
  }

  @Test
  void every_package_is_on_the_map() {
    var packages = new TreeSet<String>();
    for (var type : CLASSES) {
      if (type.getPackageName().startsWith(ROOT + ".")) {
        packages.add(type.getPackageName().substring(ROOT.length() + 1));
      }
    }
    assertThat(packages).isEqualTo(new TreeSet<>(MAY_USE.keySet()));
  }

  @Test
  void there_are_no_cycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  /** The card of each: entities and statements stand where their tables are looked after. */
  @Test
  void sql_and_jpa_are_only_in_the_store_the_inbox_the_sessions_and_the_cluster() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            ROOT + ".store", ROOT + ".inbox..", ROOT + ".session", ROOT + ".cluster")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.persistence..", "org.hibernate..", "javax.sql..")
        .check(CLASSES);
  }

  @Test
  void websockets_are_only_where_they_are_spoken() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".websocket", ROOT + ".live..", ROOT + ".socketio.server")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.websocket..")
        .check(CLASSES);
  }

  @Test
  void the_grammar_of_socket_io_knows_no_server() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".socketio.protocol")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta..")
        .check(CLASSES);
  }

  /** What is public is a promise to other packages, or is made by the server or a library. */
  @Test
  void no_type_is_public_without_a_user_in_another_package() {
    var unused =
        new ClassFileImporter()
            .importPackages(ROOT).stream()
                .filter(type -> CLASSES.contain(type.getName()) && type.isTopLevelClass())
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !isMadeByOthers(type) && !isUsedFromOutside(type))
                .map(JavaClass::getName)
                .toList();
    assertThat(unused).isEmpty();
  }

  private static boolean isUsedFromOutside(JavaClass type) {
    return type.getDirectDependenciesToSelf().stream()
        .anyMatch(use -> !use.getOriginClass().getPackageName().equals(type.getPackageName()));
  }

  private static boolean isMadeByOthers(JavaClass type) {
    // an interface may be used by lambdas alone, a constant by its value: neither can be seen here
    return type.isInterface()
        || type.getMethods().isEmpty()
        || type.isAssignableTo(FormatMapper.class)
        || type.isAnnotatedWith(WebServlet.class)
        || type.isAnnotatedWith(WebFilter.class)
        || type.isAnnotatedWith(WebListener.class)
        || type.isAnnotatedWith(jakarta.ws.rs.Path.class)
        || type.isAnnotatedWith(Provider.class)
        || type.isAnnotatedWith(ApplicationPath.class)
        || type.isAnnotatedWith(ServerEndpoint.class)
        || type.isAnnotatedWith(Entity.class);
  }

  /** Who comes by a door is checked there; only what was checked then is taken as it is. */
  @Test
  void users_are_taken_unchecked_only_from_the_store_and_other_nodes() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".inbox..", ROOT + ".session", ROOT + ".cluster")
        .should()
        .callMethod(UserId.class, "stored", String.class)
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".model")
        .should()
        .callConstructor(UserId.class, String.class)
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
