package io.rlpips.detector.guard;

/**
 * An alert that later matches of the same content repeat.
 *
 * @param brokerTimeMillis of its upload
 * @param matches it stands for, itself included
 */
public record RaisedAlert(String alertId, long brokerTimeMillis, int matches) {
    RaisedAlert again() {
        return standingFor(matches + 1);
    }

    RaisedAlert standingFor(int all) {
        return new RaisedAlert(alertId, brokerTimeMillis, all);
    }
}
