package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.console.LogFile;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The top of the command line: what the commands are and how failures are told. */
@Command(
        name = "rlpips",
        description = "Finds near-duplicate images in a stream, also when they were perturbed on purpose.",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage.",
            "",
            "Examples:",
            "  rlpips demo",
            "  rlpips detect --references originals --uploads incoming --out report",
            "  rlpips distance a.png b.png --json",
            "  rlpips COMMAND --help"
        })
public final class RlpipsCommand implements Runnable {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    @Spec
    private CommandSpec spec;

    private RlpipsCommand() {}

    /** @return the parser with every command, writing to the console */
    public static CommandLine commandLine(Console console) {
        CommandLine root = new CommandLine(new RlpipsCommand());
        root.addSubcommand(new DemoCommand(console));
        root.addSubcommand(new DetectCommand(console));
        root.addSubcommand(new ServeCommand(console));
        root.addSubcommand(new UploadCommand(console));
        root.addSubcommand(new LookupCommand(console));
        root.addSubcommand(new CommandLine(new ReferenceCommand())
                .addSubcommand(new ReferenceAddCommand(console))
                .addSubcommand(new ReferenceRemoveCommand(console))
                .addSubcommand(new ReferenceEraseCommand(console))
                .addSubcommand(new ReferenceListCommand(console)));
        root.addSubcommand(new CommandLine(new PolicyCommand())
                .addSubcommand(new PolicySetCommand(console))
                .addSubcommand(new PolicyListCommand(console))
                .addSubcommand(new PolicyRemoveCommand(console)));
        root.addSubcommand(new CommandLine(new ReviewCommand(console)).addSubcommand(new ReviewExportCommand(console)));
        root.addSubcommand(new CalibrateCommand(console));
        root.addSubcommand(new CommandLine(new AlertsCommand()).addSubcommand(new AlertsExportCommand(console)));
        root.addSubcommand(new WatchCommand(console));
        root.addSubcommand(new ReplayCommand(console));
        root.addSubcommand(new ExportCommand(console));
        root.addSubcommand(new DistanceCommand(console));
        root.addSubcommand(new CommandLine(new ModelCommand())
                .addSubcommand(new ModelImportCommand(console))
                .addSubcommand(new ModelInfoCommand(console))
                .addSubcommand(new ModelVerifyCommand(console))
                .addSubcommand(new ModelAverageCommand(console))
                .addSubcommand(new ModelPublishCommand(console))
                .addSubcommand(new ModelRegisterCommand(console))
                .addSubcommand(new ModelAnnounceCommand(console))
                .addSubcommand(new ModelSwitchCommand(console)));
        root.addSubcommand(new AttackCommand(console));
        root.addSubcommand(new CommandLine(new TrainCommand())
                .addSubcommand(new TrainBackboneCommand(console))
                .addSubcommand(new TrainHeadsCommand(console))
                .addSubcommand(new TrainTuneCommand(console))
                .addSubcommand(new TrainRobustCommand(console)));
        root.addSubcommand(new CommandLine(new EvaluateCommand())
                .addSubcommand(new EvaluateForcedChoiceCommand(console))
                .addSubcommand(new EvaluateNoticeableDifferenceCommand(console))
                .addSubcommand(new EvaluateDetectionCommand(console))
                .addSubcommand(new EvaluateRobustnessCommand(console)));
        root.addSubcommand(new CommandLine(new BenchCommand())
                .addSubcommand(new BenchDecodeCommand(console))
                .addSubcommand(new BenchEmbedCommand(console))
                .addSubcommand(new BenchSearchCommand(console))
                .addSubcommand(new BenchPairwiseCommand(console))
                .addSubcommand(new BenchPipelineCommand(console)));
        root.addSubcommand(new CommandLine(new DataCommand())
                .addSubcommand(new DataTripletsCommand(console))
                .addSubcommand(new DataCheckCommand(console)));
        withVersion(root);
        root.setOut(console.resultWriter());
        root.setErr(console.remarkWriter());
        root.setParameterExceptionHandler((wrong, arguments) -> wrongUsage(console, wrong));
        root.setExecutionExceptionHandler((thrown, line, parsed) -> failed(console, thrown));
        root.setCaseInsensitiveEnumValuesAllowed(true);
        return root;
    }

    private static void withVersion(CommandLine line) {
        line.getCommandSpec().versionProvider(new BuildVersion());
        line.getSubcommands().values().forEach(RlpipsCommand::withVersion);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static int wrongUsage(Console console, ParameterException wrong) {
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        console.failure(wrong.getMessage() + "; try '" + command + " --help'");
        return WRONG_USAGE;
    }

    private static int failed(Console console, Exception thrown) {
        if (thrown instanceof RlpipsException told) {
            console.failure(told.getMessage());
            return told.category() == FailureCategory.INVALID_ARGUMENT ? WRONG_USAGE : FAILED;
        }
        // The log keeps the stack trace; the person gets one line that says where it is.
        LoggerFactory.getLogger("unexpected").error("unexpected failure", thrown);
        console.failure("unexpected failure: " + thrown + "; details in " + LogFile.location());
        return FAILED;
    }
}
