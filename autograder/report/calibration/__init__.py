"""Where thresholds come from, for the person who must defend them: the measured numbers, drawn and said."""

from autograder.report.calibration.part import CalibrationPart, calibration_part
from autograder.report.calibration.record import Calibration, read_calibrations

__all__ = ["Calibration", "CalibrationPart", "calibration_part", "read_calibrations"]
