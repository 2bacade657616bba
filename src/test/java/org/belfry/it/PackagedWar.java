package org.belfry.it;

import java.io.File;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The WAR as it was packaged: what is tested is what is shipped. */
final class PackagedWar {

  private PackagedWar() {}

  static WebArchive deployment() {
    return named("belfry");
  }

  /** Under another name, from which servers make the context root. */
  static WebArchive named(String name) {
    return ShrinkWrap.create(ZipImporter.class, name + ".war")
        .importFrom(new File(System.getProperty("belfry.war")))
        .as(WebArchive.class);
  }
}
