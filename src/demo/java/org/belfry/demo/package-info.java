/** The demo run: a whole Belfry on one machine, with a page to try it out. Part of no WAR. */
package org.belfry.demo;
