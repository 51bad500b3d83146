WRNDetect.runTool()
