package org.belfry.ops;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.belfry.model.FrameEvent;
import org.belfry.problem.ProblemKind;
import org.junit.jupiter.api.Test;

/** A document that lies is a bug: settings, paths and codes are compared with the sources. */
class DocumentsTest {

  private static String read(String file) throws IOException {
    return Files.readString(java.nio.file.Path.of(file));
  }

  private static Set<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void every_setting_is_documented_with_its_default_and_its_bounds() throws IOException {
    var source = read("src/main/java/org/belfry/ops/Settings.java").replaceAll("\\s+", " ");
    var table = read("docs/configuration.md");
    assertThat(found("\\| `(belfry\\.[a-z.-]+)`", table))
        .isEqualTo(found("\"(belfry\\.[a-z.-]+)\"", source));
    var numbers =
        Pattern.compile("\\( ?\"(belfry\\.[a-z.-]+)\", ([0-9_]+), ([0-9_]+), ([0-9_]+)\\)");
    var checked = 0;
    for (var setting : numbers.matcher(source).results().toList()) {
      var row =
          "| `%s` | %s | %s–%s |"
              .formatted(
                  setting.group(1),
                  plain(setting.group(2)),
                  plain(setting.group(3)),
                  plain(setting.group(4)));
      assertThat(table).contains(row);
      checked++;
    }
    assertThat(checked).isGreaterThan(15);
  }

  @Test
  void every_bound_that_the_guide_names_is_a_setting_and_has_a_metric() throws IOException {
    var guide = read("docs/operating.md");
    var table =
        guide.substring(
            guide.indexOf("## What one of them can do to the others"),
            guide.indexOf("## The console"));
    var settings = found("`(belfry\\.[a-z.-]+)`", table);
    assertThat(settings).hasSizeGreaterThan(20);
    assertThat(found("\"(belfry\\.[a-z.-]+)\"", read("src/main/java/org/belfry/ops/Settings.java")))
        .containsAll(settings);
    var metrics = found("`(belfry_[a-z_]+)`", table);
    assertThat(metrics).hasSizeGreaterThan(15);
    var named =
        found("\"(belfry\\.[a-z.-]+)\"", sources()).stream()
            .map(name -> name.replaceAll("[.-]", "_"))
            .collect(Collectors.toSet());
    assertThat(metrics)
        .allMatch(metric -> named.contains(metric) || named.contains(metric.replace("_total", "")));
  }

  @Test
  void every_variable_that_a_document_or_a_script_names_is_a_setting_or_known_to_be_of_others()
      throws IOException {
    var settings =
        found("\"(belfry\\.[a-z.-]+)\"", read("src/main/java/org/belfry/ops/Settings.java"))
            .stream()
            .map(UnknownNames::variable)
            .collect(Collectors.toSet());
    var known = new TreeSet<>(UnknownNames.OF_OTHERS);
    known.addAll(settings);
    known.add("BELFRY_API_KEY"); // the example of one that is misspelt
    var named = new TreeSet<String>();
    for (var place : List.of("README.md", "docs", "docker", "wildfly-config", "payara-config")) {
      try (var files = Files.walk(java.nio.file.Path.of(place))) {
        for (var file :
            files
                .filter(
                    f ->
                        f.toString()
                            .matches(
                                ".*(\\.md|\\.ya?ml|\\.cli|\\.asadmin|\\.sh|\\.conf|Dockerfile.*)"))
                .toList()) {
          named.addAll(found("\\b(BELFRY_[A-Z_]*[A-Z])\\b(?!_?…)", Files.readString(file)));
        }
      }
    }
    assertThat(named).hasSizeGreaterThan(15);
    assertThat(known).containsAll(named);
  }

  private static String sources() throws IOException {
    var sources = new StringBuilder();
    try (var files = Files.walk(java.nio.file.Path.of("src/main/java"))) {
      for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        sources.append(Files.readString(file).replaceAll("\\s+", " "));
      }
    }
    return sources.toString();
  }

  private static String plain(String number) {
    return number.replace("_", "");
  }

  @Test
  void the_interface_description_has_every_path_and_method_and_no_others() throws IOException {
    var described = new TreeSet<String>();
    var path = "";
    for (var line : read("docs/openapi.yaml").lines().toList()) {
      if (line.startsWith("  /")) {
        path = line.strip().replace(":", "");
      } else if (line.matches("    (get|post|patch|delete):")) {
        described.add(line.strip().replace(":", "") + " " + path);
      }
    }
    var served = new TreeSet<>(Set.of("get /api/v1/live"));
    for (var resource : new RestApplication().getClasses()) {
      if (resource.isAnnotationPresent(Path.class)) {
        for (var method : resource.getDeclaredMethods()) {
          served.addAll(served(resource, method));
        }
      }
    }
    assertThat(described).isEqualTo(served);
  }

  private static List<String> served(Class<?> resource, Method method) {
    var own = method.getAnnotation(Path.class);
    var path =
        "/api/v1" + resource.getAnnotation(Path.class).value() + (own == null ? "" : own.value());
    var served = new ArrayList<String>();
    for (var verb : List.of(GET.class, POST.class, PATCH.class, DELETE.class)) {
      if (method.isAnnotationPresent(verb)) {
        served.add(verb.getSimpleName().toLowerCase(java.util.Locale.ROOT) + " " + path);
      }
    }
    return served;
  }

  @Test
  void the_interface_description_has_every_code_at_its_status() throws IOException {
    var description = read("docs/openapi.yaml");
    var components = description.substring(description.indexOf("\n  responses:\n"));
    var missing = new TreeSet<String>();
    var checked = 0;
    for (var kind : ProblemKind.values()) {
      var reference = "'%s': {$ref: '#/components/responses/".formatted(kind.status());
      var at = description.indexOf(reference);
      var name =
          at < 0
              ? "Problem"
              : description.substring(
                  at + reference.length(), description.indexOf('\'', at + reference.length()));
      var response = components.substring(components.indexOf("\n    " + name + ":\n"));
      var end = response.indexOf("\n      content:");
      if (!response.substring(0, end).contains("`" + kind.code() + "`")) {
        missing.add(kind.status() + " " + kind.code() + " under " + name);
      }
      checked++;
    }
    assertThat(missing).isEmpty();
    assertThat(checked).isGreaterThan(30);
  }

  @Test
  void the_stream_description_has_every_frame_and_every_command_and_no_others() throws IOException {
    var described = read("docs/asyncapi.yaml") + read("docs/openapi.yaml");
    var sources = sources();
    var events =
        Stream.of(FrameEvent.values())
            .map(FrameEvent::label)
            .collect(Collectors.toCollection(TreeSet::new));
    events.remove("goodbye"); // over Socket.IO alone; an event stream's is no frame
    assertThat(events).hasSizeGreaterThan(7);
    assertThat(found("event: \\{type: string, const: ([a-z-]+)", described)).isEqualTo(events);
    // those of inboxes, and those of connections
    var commands = found(" command\\( ?\"([a-z-]+)\"", sources);
    commands.addAll(found("String (?:ACK|TOKEN) = \"([a-z]+)\"", sources));
    assertThat(commands).hasSizeGreaterThan(6);
    assertThat(found("cmd: \\{type: string, const: ([a-z-]+)", described)).isEqualTo(commands);
  }
}
