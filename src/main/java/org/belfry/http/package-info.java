/**
 * The surface of HTTP, before any door: one spelling for each path, bodies that no thread waits
 * for, queries that are read from the query string alone.
 */
package org.belfry.http;
