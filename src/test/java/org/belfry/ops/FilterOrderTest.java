package org.belfry.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.annotation.WebFilter;
import jakarta.websocket.server.ServerEndpoint;
import org.junit.jupiter.api.Test;

class FilterOrderTest {

  /** A request whose body was gathered comes again: it must not pass by who looks at origins. */
  @Test
  void every_filter_stands_before_requests_that_come_again() {
    var filters =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.belfry")
                .stream()
                .filter(type -> type.isAnnotatedWith(WebFilter.class))
                .map(type -> type.getAnnotationOfType(WebFilter.class))
                .toList();
    assertThat(filters).hasSizeGreaterThan(3);
    assertThat(filters)
        .allSatisfy(
            filter -> {
              assertThat(filter.asyncSupported()).isTrue();
              assertThat(filter.dispatcherTypes())
                  .contains(DispatcherType.REQUEST, DispatcherType.ASYNC);
            });
  }

  @Test
  void payaras_handshakes_are_mended_before_every_websocket() {
    var before = PayaraHandshake.class.getAnnotation(WebFilter.class).urlPatterns();
    var paths =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.belfry")
                .stream()
                .filter(type -> type.isAnnotatedWith(ServerEndpoint.class))
                .map(type -> type.getAnnotationOfType(ServerEndpoint.class).value())
                .map(path -> path.endsWith("/") ? path + "*" : path)
                .toList();
    assertThat(paths).isNotEmpty();
    assertThat(before).containsExactlyInAnyOrderElementsOf(paths);
  }
}
