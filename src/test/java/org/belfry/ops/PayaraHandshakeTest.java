package org.belfry.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.servlet.annotation.WebFilter;
import jakarta.websocket.server.ServerEndpoint;
import org.junit.jupiter.api.Test;

class PayaraHandshakeTest {

  @Test
  void it_stands_before_every_websocket() {
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
