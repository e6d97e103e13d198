import { instances } from './schedules.ts'

export const roleAssignmentScheduleInstances = instances('Assignment')
