import ToolSupport

WRNDetect.runTool()
