package io.rlpips.local.command;

import io.rlpips.local.session.Announcement;
import io.rlpips.schemas.ModelAnnouncement;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The bundle that the jobs are told of, and who tells them why. */
final class AnnouncedBundle {
    @Parameters(
            index = "0",
            paramLabel = "ZIP",
            description = "The bundle, a zip file: it is read, verified and hashed.")
    private Path zip;

    @Option(
            names = "--location",
            paramLabel = "URI",
            description = "Where the jobs find the same file, if not at the path given here.")
    private String location;

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "Why, for the record.")
    private String note;

    @Option(
            names = "--announced-by",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Who asks for it, for the record.")
    private String announcedBy;

    /** @throws io.rlpips.metric.failure.RlpipsException as {@link Announcement#prepare} */
    ModelAnnouncement preparation() {
        return Announcement.prepare(zip, Optional.ofNullable(location), announcedBy, note);
    }

    String note() {
        return note;
    }

    String announcedBy() {
        return announcedBy;
    }
}
