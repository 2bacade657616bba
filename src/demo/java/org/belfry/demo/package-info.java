/**
 * A whole Belfry on one machine: PostgreSQL, WildFly or Payara, and the packaged WAR, for trying
 * out and for tests. Nothing here is part of the WAR. Whatever a killed run left behind is stopped
 * by the next.
 */
package org.belfry.demo;
