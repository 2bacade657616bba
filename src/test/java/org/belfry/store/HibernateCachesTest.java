package org.belfry.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.hibernate.jpa.boot.spi.Bootstrap;
import org.junit.jupiter.api.Test;

/** A deployment with a Hibernate of its own, on a server that brings the annotations. */
class HibernateCachesTest {

  @Test
  void what_hibernate_notes_at_the_annotations_of_the_server_does_not_keep_a_deployment()
      throws Exception {
    var deployment = openedAndClosed();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(deployment.get()).isNull();
            });
  }

  private static WeakReference<ClassLoader> openedAndClosed() throws Exception {
    try (var deployment = new DeploymentLoader()) {
      var open = deployment.loadClass(Deployed.class.getName()).getDeclaredMethod("openAndClose");
      open.setAccessible(true);
      var thread = Thread.currentThread();
      var before = thread.getContextClassLoader();
      thread.setContextClassLoader(deployment);
      try {
        open.invoke(null);
      } finally {
        thread.setContextClassLoader(before);
      }
      return new WeakReference<>(deployment);
    }
  }

  /** What is done in the deployment, by its classes. */
  static final class Deployed {

    private Deployed() {}

    static void openAndClose() throws Exception {
      var entities =
          Bootstrap.getEntityManagerFactoryBuilder(
                  Store.class.getResource("/jpa/META-INF/persistence.xml"),
                  "belfry",
                  Map.of(
                      "hibernate.boot.allow_jdbc_metadata_access",
                      "false",
                      "hibernate.dialect",
                      "org.hibernate.dialect.PostgreSQLDialect"))
              .build();
      new OpenStore(null, entities, false).close();
    }
  }

  /** Takes Belfry and Hibernate from itself, all else from the server. */
  private static final class DeploymentLoader extends URLClassLoader {

    DeploymentLoader() {
      super(classPath(), HibernateCachesTest.class.getClassLoader());
    }

    private static URL[] classPath() {
      var paths =
          System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
      return Stream.of(paths.split(File.pathSeparator))
          .map(DeploymentLoader::url)
          .toArray(URL[]::new);
    }

    private static URL url(String path) {
      try {
        return Path.of(path).toUri().toURL();
      } catch (MalformedURLException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("org.belfry.") && !name.startsWith("org.hibernate.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        var known = findLoadedClass(name);
        return known == null ? findClass(name) : known;
      }
    }
  }
}
