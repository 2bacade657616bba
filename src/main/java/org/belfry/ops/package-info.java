/**
 * Running Belfry: settings, start, periodic duties, health, metrics and the way down. Sees all
 * other packages and is seen by none.
 */
package org.belfry.ops;
