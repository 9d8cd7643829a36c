package io.rlpips.local.command;

import io.rlpips.detector.configuration.ViewNames;
import io.rlpips.local.session.SearchChoice;
import java.util.List;
import picocli.CommandLine.Option;

/** How references are searched. */
final class SearchOptions {
    @Option(
            names = "--views",
            paramLabel = "VIEW",
            split = ",",
            description =
                    "Also search references under these views, against copies that were edited that way: mirrored,"
                            + " rotated-90, rotated-180, rotated-270, grey, crop-... or 'standard' for all of them. Each makes a"
                            + " row of every reference, and has to be nearer than the pictures as they are where the"
                            + " model's recommended thresholds hold.")
    private List<String> views = List.of();

    @Option(
            names = "--exact-nearest",
            description = "For analysis: tell the nearest reference of every upload, however far it is. Slower.")
    private boolean exactNearest;

    /** @throws io.rlpips.metric.failure.RlpipsException INVALID_ARGUMENT for an unknown view */
    SearchChoice choice() {
        ViewNames.labels(views);
        return new SearchChoice(views, exactNearest);
    }
}
