/**
 * What the demo run, the tests and the benchmark start: a PostgreSQL, and servers of both kinds
 * with Belfry in them. Part of no WAR.
 */
package org.belfry.harness;
